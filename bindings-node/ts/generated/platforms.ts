// The packages with the native library. Written by `make generate` from `package.json`.

/** The platforms with a package. */
export const PLATFORMS = [
  'darwin-arm64',
  'darwin-x64',
  'linux-arm64-gnu',
  'linux-arm64-musl',
  'linux-x64-gnu',
  'linux-x64-musl',
  'win32-x64-msvc',
]

/** Literal names, each of which may be missing, so that bundlers find the installed ones. */
export function requirePackage(platform: string): unknown {
  try {
    switch (platform) {
      case 'darwin-arm64':
        return require('webex-broadworks-darwin-arm64')
      case 'darwin-x64':
        return require('webex-broadworks-darwin-x64')
      case 'linux-arm64-gnu':
        return require('webex-broadworks-linux-arm64-gnu')
      case 'linux-arm64-musl':
        return require('webex-broadworks-linux-arm64-musl')
      case 'linux-x64-gnu':
        return require('webex-broadworks-linux-x64-gnu')
      case 'linux-x64-musl':
        return require('webex-broadworks-linux-x64-musl')
      case 'win32-x64-msvc':
        return require('webex-broadworks-win32-x64-msvc')
    }
  } catch (error) {
    return { error }
  }
  return undefined
}
