//! Parameters in a path template, identified by the path in front of them.

use super::naming;

/// A parameter of a path template. Two parameters are equal if the resource collection in front of them and
/// their names are equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PathParameter {
    /// The path up to and including the parameter, without names of parameters, such as `/orders/{}`.
    pub(super) prefix: String,
    pub(super) name: String,
}

impl PathParameter {
    /// Returns the name of the parameter. A generic name such as `id` gets the name of the resource in front.
    pub(super) fn clear_name(&self) -> String {
        if naming::is_generic(&self.name) {
            format!("{}-{}", self.resource(), self.name)
        } else {
            self.name.clone()
        }
    }

    /// Returns the resource that the parameter identifies: `order` for `/orders/{}`.
    pub(super) fn resource(&self) -> String {
        let segments = self.prefix.split('/').rev();
        let mut fixed = segments.filter(|segment| !segment.is_empty() && !segment.contains('{'));
        let last = fixed.next();
        last.map_or_else(|| "thing".to_owned(), |last| naming::singular(&naming::hyphened(last)))
    }
}

/// Returns the parameters of a path template in order.
pub(super) fn path_parameters(path: &str) -> Vec<PathParameter> {
    let mut parameters = Vec::new();
    let mut prefix = String::new();
    for segment in path.trim_start_matches('/').split('/') {
        let names: Vec<&str> = segment
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
            .collect();
        prefix.push('/');
        // Documents name one parameter differently in several paths, so the prefix leaves the names out.
        prefix.push_str(if names.is_empty() { segment } else { "{}" });
        parameters.extend(
            names
                .iter()
                .map(|name| PathParameter { prefix: prefix.clone(), name: (*name).to_owned() }),
        );
    }
    parameters
}

/// Returns a path template without the names of its parameters and without a slash at its end.
pub(super) fn path_shape(path: &str) -> String {
    let segments = path.trim_matches('/').split('/');
    let shapes = segments.map(|segment| if segment.contains('{') { "{}" } else { segment });
    format!("/{}", shapes.collect::<Vec<_>>().join("/"))
}
