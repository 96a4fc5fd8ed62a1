// The version that everything is published with: that of the workspace's Cargo.toml.

import { readFileSync } from 'node:fs'

/** Reads it; release/versions.py checks that the rest agrees. */
export function workspaceVersion() {
  const manifest = readFileSync(new URL('../../Cargo.toml', import.meta.url), 'utf8')
  return /^\[workspace\.package\]\r?\nversion = "(.+)"$/m.exec(manifest)[1]
}
