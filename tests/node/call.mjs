// Makes one call, written like the `call` of a scenario, and prints its result:
// node tests/node/call.mjs BASE_URL CALL

import { Client } from 'webex-broadworks'
import { TOKEN } from './help.mjs'
import { outcomeOf } from './play.mjs'

const [, , baseUrl, call] = process.argv
const { error, result = null } = await outcomeOf(
  new Client({ token: TOKEN, baseUrl }),
  JSON.parse(call),
)
if (error) throw error
console.log(JSON.stringify(result))
