// A consumer in CommonJS.

import webex = require('webex-broadworks')
import testing = require('webex-broadworks/testing')

export async function story(): Promise<webex.Enterprise[]> {
  const sandbox: testing.Sandbox = await testing.Sandbox.start()
  const client = new webex.Client({ token: sandbox.token, baseUrl: sandbox.baseUrl })
  const list: webex.EnterpriseList = client.enterprises.list({ pageSize: 100, limit: null })
  return list.all()
}

// @ts-expect-error a time is a number
export const mistake = new webex.Client({ timeout: '5 s' })
