// Loading the native library: built here, or from the package of this platform.

import { createRequire } from 'node:module'
import { join } from 'node:path'
import { PLATFORMS, requirePackage } from '../generated/platforms'
import type * as Native from '../native'

/**
 * Loads the library that a build puts next to `dist`, or that a bundler was configured to copy next to
 * its output. Bundlers don't follow this `require`, because they have no file for it.
 */
function requireBeside(platform: string): unknown {
  const folder = __dirname.endsWith(join('dist', 'internal')) ? '../../' : './'
  try {
    return createRequire(join(__dirname, 'load.js'))(`${folder}native.${platform}.node`)
  } catch (error) {
    return { error }
  }
}

/**
 * The platforms whose library may run here. On Linux the C library decides, and which one there is takes
 * long to find out: one that does not fit is not installed, or is refused when it is loaded.
 */
function candidates(): string[] {
  const host = `${process.platform}-${process.arch}`
  return PLATFORMS.filter((platform) => `${platform}-`.startsWith(`${host}-`))
}

/** The platform of this process, if there are several candidates. */
function likeliest(platforms: string[]): string | undefined {
  return (
    platforms.find((platform) => platform.endsWith(isGlibc() ? '-gnu' : '-musl')) ?? platforms[0]
  )
}

function isGlibc(): boolean {
  try {
    const { header } = process.report.getReport() as { header: Record<string, unknown> }
    return Boolean(header.glibcVersionRuntime)
  } catch {
    // Deno requires a permission here. It almost always runs on glibc.
    return true
  }
}

/** What to do about an existing library that can't be loaded. */
function remedyFor({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ERR_DLOPEN_DISABLED') {
    return "Node's permission model forbids native addons: start Node with --allow-addons"
  }
  if (/NotCapable|--allow-ffi/.test(message)) {
    return 'Deno forbids native libraries: start Deno with --allow-ffi'
  }
  if (code === BUNDLED_AS_DATA) {
    return (
      'leave the packages webex-broadworks-* out of the bundle (esbuild: ' +
      '--external:webex-broadworks-*), or have the bundler copy .node files'
    )
  }
  if (/GLIBC|musl|ld-linux/.test(message)) {
    return 'the library needs glibc 2.28 or newer, or musl, as its name says'
  }
  return 'remove node_modules and install again on this machine'
}

/** The error that says what to install or to repair. */
function failure(platforms: string[], errors: NodeJS.ErrnoException[]): Error {
  const platform = likeliest(platforms)
  if (platform === undefined) {
    const host = `${process.platform}-${process.arch}`
    return startError(`there is no library for ${host}. Supported: ${PLATFORMS.join(', ')}`)
  }
  const broken = errors.find(({ code }) => code !== 'MODULE_NOT_FOUND')
  if (broken) {
    const reason = `${broken.message.trim().replace(/\.+$/, '')}. What to do: ${remedyFor(broken)}`
    return startError(`the library for ${platform} can't be loaded: ${reason}`, broken)
  }
  const name = `webex-broadworks-${platform}`
  const { version } = require('../../../package.json')
  return startError(
    `the package ${name} is not installed. It comes as an optional dependency, which npm leaves out ` +
      'with --omit=optional, where node_modules or a lock file was made on another platform, and by a ' +
      'bug of its own (https://github.com/npm/cli/issues/4828). Remove node_modules and ' +
      `package-lock.json and install again, or: npm install ${name}@${version}`,
    errors.find(({ message }) => message.includes(`'${name}'`)) ?? errors.at(-1),
  )
}

function startError(reason: string, cause?: Error): Error {
  const error = new Error(`webex-broadworks cannot start: ${reason}`, { cause })
  return Object.assign(error, { code: 'ERR_WEBEX_NATIVE_LIBRARY' })
}

/** A bundler that makes a text of a library gives that text, or an object without the library's classes. */
const BUNDLED_AS_DATA = 'ERR_WEBEX_LIBRARY_BUNDLED_AS_DATA'

function notALibrary(platform: string): Error {
  const reason = `a bundler has replaced the library of webex-broadworks-${platform} with data`
  return Object.assign(new Error(reason), { code: BUNDLED_AS_DATA })
}

const isLibrary = (loaded: unknown): loaded is typeof Native =>
  typeof (loaded as Partial<typeof Native> | undefined)?.Client === 'function'

/** Whether an attempt to load the library failed. */
const isFailure = (loaded: unknown): loaded is { error: Error } =>
  typeof loaded === 'object' && loaded !== null && 'error' in loaded

function load(): typeof Native {
  const platforms = candidates()
  const errors: Error[] = []
  // There is no `__dirname` in a bundle that is an ES module.
  const attempts =
    typeof __dirname === 'string' ? [requireBeside, requirePackage] : [requirePackage]
  for (const attempt of attempts) {
    for (const platform of platforms) {
      const loaded = attempt(platform)
      if (isLibrary(loaded)) return loaded
      errors.push(isFailure(loaded) ? loaded.error : notALibrary(platform))
    }
  }
  throw failure(platforms, errors)
}

/** The native library. */
export const native = load()
