// The examples run, and print what they say.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { ROOT } from './help.mjs'

async function run(example) {
  return promisify(execFile)(process.execPath, [`examples/${example}`], { cwd: ROOT })
}

describe('examples', () => {
  it('demo.mjs does the main job', async () => {
    const { stdout, stderr } = await run('demo.mjs')
    assert.equal(stderr, '')
    assert.match(
      stdout,
      /2500 enterprises.*COMPLETE: \d+ users and.*\d+ ok, \d+ failed, \d+ skipped.*: ADD/s,
    )
  })

  it('spans.mjs makes a span of each attempt', async () => {
    const { stdout, stderr } = await run('spans.mjs')
    assert.equal(stderr, '')
    const list = 'GET /broadworks/enterprises [\\d.]+ ms UNSET'
    const status = 'GET /broadworks/enterprises/{id}/broadworksDirectorySync [\\d.]+ ms'
    assert.match(
      stdout,
      new RegExp(
        `^${list} .*${status} ERROR .*'http.response.status_code': 503,.*` +
          `${status} UNSET .*'http.request.resend_count': 1,.*'webex.partner': 'East Telecom',` +
          ".*'http.response.status_code': 200",
        's',
      ),
    )
  })
})
