//! The effects that faults can have.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::disconnect::DisconnectAt;
use crate::error_form::ErrorForm;
use crate::generated::operation::Operation;

/// The effect of a fault. In JSON, all of its keys except `name` are optional.
///
/// `performed` says whether the operation is executed anyway, so that only its response is lost.
#[derive(Clone, Debug, IntoStaticStr, Serialize, Deserialize)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// 429, as for too many requests.
    Throttle {
        /// The text of `Retry-After`; `null`: no such header. Default: `1`.
        #[serde(default = "one_second")]
        retry_after: Option<String>,
    },
    /// Any status.
    Status {
        /// The status. Default: 503.
        #[serde(default = "unavailable")]
        status: u16,
        /// The shape of the body. Default: the sandbox's `error_body`.
        #[serde(default)]
        form: Option<ErrorForm>,
        /// A code for the body and the `Cisco-Spark-Error-Codes` header. Default: none.
        #[serde(default)]
        code: Option<u32>,
        /// The message in the body. Default: one that goes with the status.
        #[serde(default)]
        message: Option<String>,
        /// A body to send word for word instead.
        #[serde(default)]
        body: Option<String>,
        /// Further headers.
        #[serde(default)]
        headers: Vec<(String, String)>,
        /// Default: false.
        #[serde(default)]
        performed: bool,
    },
    /// No answer ever comes.
    Hang {
        /// Default: false.
        #[serde(default)]
        performed: bool,
    },
    /// The connection ends too early.
    Cut {
        /// Where. Default: `before_head`.
        #[serde(default)]
        at: DisconnectAt,
        /// By RST rather than FIN. Default: false.
        #[serde(default)]
        reset: bool,
        /// Default: true.
        #[serde(default = "yes")]
        performed: bool,
    },
    /// A proxy's page instead of JSON.
    Html {
        /// The status. Default: 200.
        #[serde(default = "ok")]
        status: u16,
        /// Default: true.
        #[serde(default = "yes")]
        performed: bool,
    },
    /// JSON with a comma missing, as in an example of the documentation.
    BrokenJson {},
    /// Fields and a state that no documentation mentions.
    UnknownFields {},
    /// Whole numbers with a fraction: `44.0`.
    FloatNumbers {},
    /// A broken next link. Applies to lists only.
    Link {
        /// Its fault. Default: `foreign_host`.
        #[serde(default)]
        kind: LinkFault,
        /// The origin of the foreign host. Default: `http://127.0.0.1:9`, where no server answers.
        #[serde(default = "foreign")]
        origin: String,
    },
    /// The answer comes late.
    Slow {
        /// Real seconds. Default: 1.
        #[serde(default = "one")]
        seconds: f64,
    },
    /// The body of the answer comes in small pieces.
    Dribble {
        /// Bytes in a piece. Default: 64.
        #[serde(default = "piece")]
        bytes: usize,
        /// Real seconds before each. Default: 0.05.
        #[serde(default = "moment")]
        seconds: f64,
    },
    /// A small compressed body that becomes a very large one.
    GzipBomb {
        /// Decompressed size in MiB. Default: 512.
        #[serde(default = "bomb")]
        megabytes: usize,
    },
    /// An oversized response header.
    HugeHeader {
        /// Its size in KiB. Default: 1024.
        #[serde(default = "header")]
        kilobytes: usize,
    },
    /// No response, and the operation is executed later. Applies to POST and PUT only. An operation that
    /// would be refused is never executed.
    Late {
        /// Virtual seconds until it is executed. Default: 60.
        #[serde(default = "minute")]
        seconds: f64,
        /// The connection stays open; false: it is cut immediately. Default: false.
        #[serde(default)]
        hang: bool,
    },
    /// A connection is refused. Applies to incoming connections instead of requests: `after`,
    /// `every`, `share` and `first` count connections, and `operation` and `max_over` are ignored.
    /// Connections that are already open stay open.
    ///
    /// The operating system accepts a connection before the sandbox can count it. So the sandbox
    /// resets the affected connection before it reads from it. For `seconds` after that, the port
    /// doesn't listen, and attempts to connect aren't counted.
    Refuse {
        /// Real seconds for which the port doesn't listen. Default: 0.
        #[serde(default)]
        seconds: f64,
    },
}

/// The faults of a list's next link, or of its page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkFault {
    /// It starts `https,https://`.
    DoubleScheme,
    /// It says `max=null`, which is refused when followed.
    MaxNull,
    /// It has forgotten the filters.
    LostFilters,
    /// It has forgotten `max`.
    LostMax,
    /// It carries a parameter without a value or an equals sign, `?before&max=`.
    Valueless,
    /// It names another host.
    #[default]
    ForeignHost,
    /// It names another path of this host.
    ForeignPath,
    /// It names the page it stands on.
    Repeat,
    /// It stands among other links, before one whose quoted title reads like a next link to elsewhere.
    Quoted,
    /// The page is empty, and the link leads on.
    EmptyPage,
    /// The page is empty, and the link leads to the page itself.
    EmptyForever,
    /// The page has no body at all.
    NoBody,
    /// The page has no `items`.
    NoItems,
}

impl Effect {
    /// The effect's name in JSON.
    pub fn name(&self) -> &'static str {
        self.into()
    }

    /// Whether it can apply to requests of an operation, or of none.
    pub(crate) fn fits(&self, operation: Option<Operation>) -> bool {
        match self {
            Self::Link { .. } => operation == Some(Operation::EnterprisesList),
            Self::Late { .. } => operation.is_some_and(|operation| !operation.only_reads()),
            Self::Refuse { .. } => false,
            _ => true,
        }
    }

    /// Whether the operation is executed despite the fault, immediately or later.
    pub(crate) fn is_performed(&self) -> bool {
        match self {
            Self::Throttle { .. } | Self::Refuse { .. } => false,
            Self::Status { performed, .. }
            | Self::Hang { performed }
            | Self::Cut { performed, .. }
            | Self::Html { performed, .. } => *performed,
            _ => true,
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the field is an option")]
fn one_second() -> Option<String> {
    Some("1".to_owned())
}

fn unavailable() -> u16 {
    503
}

fn ok() -> u16 {
    200
}

fn yes() -> bool {
    true
}

fn one() -> f64 {
    1.0
}

fn piece() -> usize {
    64
}

fn minute() -> f64 {
    60.0
}

fn moment() -> f64 {
    0.05
}

fn bomb() -> usize {
    512
}

fn header() -> usize {
    1024
}

fn foreign() -> String {
    "http://127.0.0.1:9".to_owned()
}
