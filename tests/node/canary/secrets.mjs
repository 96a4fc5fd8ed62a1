// Secrets that are nowhere else, and a search that knows the disguises they may come in.

export const TOKEN = 'Canary-token-4fQ9zX7LmW'
export const ACCESS_TOKEN = 'Canary-access-K2vB8sYdRp'
export const CLIENT_SECRET = 'Canary-secret-W6jH3nTcEa'
export const REFRESH_TOKEN = 'Canary-refresh-P5gU1oMxZi'
export const PROXY_PASSWORD = 'Canary-proxy-D9kS4bVqNy'
/** In the links of the scenarios of downloads. */
export const SIGNED_LINK = 'S1gned-cAnAry-L1nk-2718281828'

const SECRETS = { SIGNED_LINK, TOKEN, ACCESS_TOKEN, CLIENT_SECRET, REFRESH_TOKEN, PROXY_PASSWORD }

/** A secret as text, as base64 at any offset, as hexadecimal digits, as the bytes of a dump. */
function disguisesOf(secret) {
  const bytes = Buffer.from(secret)
  // What stands before and after it changes the first and the last letters only.
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(4, -4),
  )
  const digits = [...bytes].map((byte) => byte.toString(16))
  // Half of it is as bad as the whole.
  const halves = [secret.slice(0, -5), secret.slice(7)]
  return [...halves, ...base64, digits.join(''), digits.join(' '), [...bytes].join(', ')]
}

const searched = Object.entries(SECRETS).flatMap(([name, secret]) =>
  disguisesOf(secret).map((disguise) => ({ name, disguise: disguise.toLowerCase() })),
)

/** The names of the secrets that a text gives away, each with what surrounds it. */
export function leaksIn(text) {
  const lower = text.toLowerCase()
  return searched
    .map(({ name, disguise }) => ({ name, index: lower.indexOf(disguise) }))
    .filter(({ index }) => index >= 0)
    .map(({ name, index }) => `${name}: ...${text.slice(Math.max(0, index - 80), index + 60)}...`)
}
