// One canary token in every place that a token can come from.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tokens } from 'webex-broadworks'
import { TOKEN } from './secrets.mjs'

/** Token options to take turns with; the file goes to `folder`. */
export function tokenOptions(folder) {
  const path = join(folder, 'token')
  writeFileSync(path, `${TOKEN}\n`, { mode: 0o600 })
  process.env.CANARY_TEST_TOKEN = TOKEN
  const expiresAt = Date.now() + 3_600_000
  return [
    TOKEN,
    () => TOKEN,
    async () => ({ accessToken: TOKEN, expiresAt }),
    tokens.environment('CANARY_TEST_TOKEN'),
    tokens.file(path),
  ]
}
