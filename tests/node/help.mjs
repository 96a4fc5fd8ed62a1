// What several test files need.

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from 'webex-broadworks'
import { Sandbox, ScriptedServer } from 'webex-broadworks/testing'

export const TOKEN = 'SECRET-token-that-nothing-shows'

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** A client of a sandbox or a scripted server. */
export function clientOf(server, options) {
  if (server instanceof Sandbox) return server.client(options)
  return new Client({ token: TOKEN, baseUrl: server.baseUrl, ...options })
}

/** A scripted server that is stopped with its test. */
export async function scripted(test, responses) {
  const server = await ScriptedServer.start(responses)
  test.after(() => server.stop())
  return server
}

/** A folder of its own for a test. */
export function folderOf(test) {
  const folder = mkdtempSync(join(tmpdir(), 'webex-broadworks-'))
  test.after(() => rmSync(folder, { recursive: true }))
  return folder
}

/** The tokens that a server has been shown. */
export function shownTo(server) {
  return server.requests().map(({ headers }) => headers.authorization.replace('Bearer ', ''))
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

/** Runs JavaScript in a process of its own and tells how that ended; the last argument may be options. */
export function runNode(script, ...args) {
  const options = typeof args.at(-1) === 'object' ? args.pop() : {}
  return new Promise((resolve) => {
    const command = ['--input-type=module', '--eval', script, '--', ...args]
    const how = { cwd: ROOT, timeout: 60_000, ...options }
    execFile(process.execPath, command, how, (error, stdout, stderr) => {
      resolve({ code: error ? (error.code ?? error.signal) : 0, stdout, stderr })
    })
  })
}
