// Prints what a target of Rust is called among the npm packages:
//
//     node bindings-node/npm/platform.mjs aarch64-apple-darwin

import { createRequire } from 'node:module'

const { parseTriple } = createRequire(import.meta.url)('@napi-rs/cli')
console.log(parseTriple(process.argv[2]).platformArchABI)
