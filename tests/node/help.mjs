// What several test files need.

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Client } from 'webex-broadworks'
import { ScriptedServer } from 'webex-broadworks/testing'

export const TOKEN = 'SECRET-token-that-nothing-shows'

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** A client of a sandbox or a scripted server. */
export function clientOf(server, options) {
  return new Client({ token: server.token ?? TOKEN, baseUrl: server.baseUrl, ...options })
}

/** A scripted server that is stopped with its test. */
export async function scripted(test, responses) {
  const server = await ScriptedServer.start(responses)
  test.after(() => server.stop())
  return server
}

/** What a call throws; an error if it does not. */
export async function thrownBy(call) {
  try {
    await call()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

/** Runs JavaScript in a process of its own and tells how that ended. */
export function runNode(script, ...args) {
  return new Promise((resolve) => {
    const command = ['--input-type=module', '--eval', script, '--', ...args]
    execFile(process.execPath, command, { cwd: ROOT, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error ? (error.code ?? error.signal) : 0, stdout, stderr })
    })
  })
}
