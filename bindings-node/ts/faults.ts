import type { SandboxOperation } from './generated/operations'

export type { SandboxOperation }

/** The shapes in which Webex has been seen to send errors; `A` is the usual one, `H` a proxy's page. */
export type ErrorForm = 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H'

/** Which requests a fault applies to. If several apply to one request, the first is used. */
export interface FaultAim {
  /** The operation that it applies to. Default: any. */
  operation?: SandboxOperation | undefined
  /** Applies only to lists that request more items than this. Default: any request. */
  maxOver?: number | undefined
  /** How many requests pass before the fault is considered. Default: 0. */
  after?: number | undefined
  /** N: after that, every N-th request is considered, starting with the first. Default: 1. */
  every?: number | undefined
  /** The share of the considered requests to which it applies. Default: 1. */
  share?: number | undefined
  /** The maximum number of times that the fault applies. Default: unlimited. */
  first?: number | undefined
  /** The name that it is counted under. Default: its `name`. */
  label?: string | undefined
}

/** The effect; `performed`: whether the sandbox executes the operation anyway. */
export type FaultEffect =
  | {
      /** 429, as for too many requests. */
      name: 'throttle'
      /** The text of `Retry-After`; `null`: no such header. Default: `1`. */
      retryAfter?: string | null | undefined
    }
  | {
      /** Any status. */
      name: 'status'
      /** The status. Default: 503. */
      status?: number | undefined
      /** The format of the body. Default: the sandbox's `errorBody`. */
      form?: ErrorForm | undefined
      /** A code for the body and the `Cisco-Spark-Error-Codes` header. Default: none. */
      code?: number | undefined
      /** The message in the body. Default: the usual one for the status. */
      message?: string | undefined
      /** A body to send verbatim instead. */
      body?: string | undefined
      /** Further headers. Default: none. */
      headers?: [string, string][] | undefined
      /** Default: false. */
      performed?: boolean | undefined
    }
  | {
      /** No response. */
      name: 'hang'
      /** Default: false. */
      performed?: boolean | undefined
    }
  | {
      /** The connection ends too early. */
      name: 'cut'
      /** Where. Default: `before_head`. */
      at?: CutAt | undefined
      /** Ends the connection with RST instead of FIN. Default: false. */
      reset?: boolean | undefined
      /** Default: true. */
      performed?: boolean | undefined
    }
  | {
      /** A proxy's page instead of JSON. */
      name: 'html'
      /** The status. Default: 200. */
      status?: number | undefined
      /** Default: true. */
      performed?: boolean | undefined
    }
  | {
      /** JSON with a comma missing; undocumented fields; whole numbers with a fraction. */
      name: 'broken_json' | 'unknown_fields' | 'float_numbers'
    }
  | {
      /** A broken next link. Applies to lists only. */
      name: 'link'
      /** Its fault. Default: `foreign_host`. */
      kind?:
        | 'double_scheme'
        | 'max_null'
        | 'lost_filters'
        | 'lost_max'
        | 'valueless'
        | 'foreign_host'
        | 'foreign_path'
        | 'repeat'
        | 'quoted'
        | 'empty_page'
        | 'empty_forever'
        | 'no_body'
        | 'no_items'
      /** The origin of the foreign host. Default: one where no server listens. */
      origin?: string | undefined
    }
  | {
      /** A late response. */
      name: 'slow'
      /** Real seconds. Default: 1. */
      seconds?: number | undefined
    }
  | {
      /** A response in small pieces. */
      name: 'dribble'
      /** Bytes in a piece. Default: 64. */
      bytes?: number | undefined
      /** Real seconds after each. Default: 0.05. */
      seconds?: number | undefined
    }
  | {
      /** A small compressed body that becomes a very large one. */
      name: 'gzip_bomb'
      /** Decompressed size in MiB. Default: 512. */
      megabytes?: number | undefined
    }
  | {
      /** A very large response header. */
      name: 'huge_header'
      /** Its size in KiB. Default: 1024. */
      kilobytes?: number | undefined
    }
  | {
      /** No response, and the operation is executed later. Applies to POST and PUT only. */
      name: 'late'
      /** Virtual seconds until it is executed. Default: 60. */
      seconds?: number | undefined
      /** The connection stays open; false: it is cut immediately. Default: false. */
      hang?: boolean | undefined
    }
  | {
      /** A connection is refused. Counts connections rather than requests. */
      name: 'refuse'
      /** Real seconds for which the port is closed. Default: 0. */
      seconds?: number | undefined
    }

/** A fault: its effect, and the requests to which it applies. */
export type Fault = FaultEffect & FaultAim

/** Where a connection ends. */
export type CutAt = 'before_head' | 'in_head' | 'in_body'
