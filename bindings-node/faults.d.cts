import type { SandboxOperation } from './generated/operations.cjs'

export type { SandboxOperation }

/** The shapes in which Webex has been seen to send errors; `A` is the usual one, `H` a proxy's page. */
export type ErrorForm = 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H'

/** Which requests a fault strikes. Of several that would strike one request, the first does. */
export interface FaultAim {
  /** The operation that can be struck. Default: any. */
  operation?: SandboxOperation | undefined
  /** Only listings that ask for more items than this can be struck. Default: no matter. */
  maxOver?: number | undefined
  /** So many requests are let through before the fault is considered. Default: 0. */
  after?: number | undefined
  /** Then every so-manieth request is considered, the first among them. Default: 1. */
  every?: number | undefined
  /** The share of those that is struck. Default: 1. */
  share?: number | undefined
  /** Once it has struck so often, it strikes no more. Default: no end. */
  first?: number | undefined
  /** The name that it is counted under. Default: its `name`. */
  label?: string | undefined
}

/** What goes wrong; `performed` says whether the operation is carried out all the same. */
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
      /** The shape of the body. Default: the sandbox's `errorBody`. */
      form?: ErrorForm | undefined
      /** A code for the body and the `Cisco-Spark-Error-Codes` header. Default: none. */
      code?: number | undefined
      /** The message in the body. Default: one that goes with the status. */
      message?: string | undefined
      /** A body to send word for word instead. */
      body?: string | undefined
      /** Further headers. Default: none. */
      headers?: [string, string][] | undefined
      /** Default: false. */
      performed?: boolean | undefined
    }
  | {
      /** No answer ever comes. */
      name: 'hang'
      /** Default: false. */
      performed?: boolean | undefined
    }
  | {
      /** The connection ends too early. */
      name: 'cut'
      /** Where. Default: `before_head`. */
      at?: CutAt | undefined
      /** By RST rather than FIN. Default: false. */
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
      /** JSON with a comma missing; fields nobody documents; whole numbers with a fraction. */
      name: 'broken_json' | 'unknown_fields' | 'float_numbers'
    }
  | {
      /** A broken next link. Strikes listings only. */
      name: 'link'
      /** What is wrong with it. Default: `foreign_host`. */
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
      /** The origin of the foreign host. Default: one where nobody answers. */
      origin?: string | undefined
    }
  | {
      /** The answer comes late. */
      name: 'slow'
      /** Real seconds. Default: 1. */
      seconds?: number | undefined
    }
  | {
      /** The answer comes in small pieces. */
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
      /** A response header of a size that nobody expects. */
      name: 'huge_header'
      /** Its size in KiB. Default: 1024. */
      kilobytes?: number | undefined
    }
  | {
      /** No answer, and the operation is carried out only later. Strikes POST and PUT only. */
      name: 'late'
      /** Virtual seconds until it is carried out. Default: 60. */
      seconds?: number | undefined
      /** No answer ever comes; false: the connection is cut at once. Default: false. */
      hang?: boolean | undefined
    }
  | {
      /** A connection is refused. Counts connections rather than requests. */
      name: 'refuse'
      /** Real seconds for which nobody listens. Default: 0. */
      seconds?: number | undefined
    }

/** A fault: what goes wrong, and for which requests. */
export type Fault = FaultEffect & FaultAim

/** Where a connection ends. */
export type CutAt = 'before_head' | 'in_head' | 'in_body'
