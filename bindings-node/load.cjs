'use strict'

// Loading the native library: built here, or from the package of this platform.

const { join } = require('node:path')

/** The platforms that there are packages for. */
const PLATFORMS = [
  'darwin-arm64',
  'darwin-x64',
  'linux-arm64-gnu',
  'linux-arm64-musl',
  'linux-x64-gnu',
  'linux-x64-musl',
  'win32-x64-msvc',
]

/** By literal names, and each where it may be missing: so that bundlers find those that are there. */
function requirePackage(platform) {
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
}

/** What a build leaves beside this file, or what a bundler was told to put beside its own. */
function requireBeside(platform) {
  try {
    return require(join(__dirname, `native.${platform}.node`))
  } catch (error) {
    return { error }
  }
}

/**
 * The platforms whose library may run here. On Linux the C library decides, and which one there is takes
 * long to find out: one that does not fit is not installed, or is refused when it is loaded.
 */
function candidates() {
  const host = `${process.platform}-${process.arch}`
  return PLATFORMS.filter((platform) => `${platform}-`.startsWith(`${host}-`))
}

/** The platform that this is, where the candidates leave a doubt. */
function likeliest(platforms) {
  const isGlibc = Boolean(process.report?.getReport().header.glibcVersionRuntime)
  return platforms.find((platform) => platform.endsWith(isGlibc ? '-gnu' : '-musl')) ?? platforms[0]
}

const isMissing = ({ code }) => code === 'MODULE_NOT_FOUND'

/** The error that says what to install. */
function explain(platforms, errors) {
  if (platforms.length === 0) {
    const host = `${process.platform}-${process.arch}`
    return `it is not built for ${host}; it is for ${PLATFORMS.join(', ')}`
  }
  const platform = likeliest(platforms)
  const broken = errors.find((error) => !isMissing(error))
  if (broken) {
    return (
      `the library for ${platform} is there and cannot be loaded: ${broken.message}. On Linux it ` +
      'needs glibc 2.28, or musl, as its name says'
    )
  }
  const name = `webex-broadworks-${platform}`
  const { version } = require('../package.json')
  return (
    `the package ${name} is not installed. It comes as an optional dependency, which npm leaves out ` +
    'with --omit=optional, where node_modules or a lock file was made on another platform, and by a ' +
    'bug of its own (https://github.com/npm/cli/issues/4828). Remove node_modules and ' +
    `package-lock.json and install again, or: npm install ${name}@${version}`
  )
}

function load() {
  const platforms = candidates()
  const errors = []
  for (const attempt of [requireBeside, requirePackage]) {
    for (const platform of platforms) {
      const library = attempt(platform)
      if (library.error === undefined) return library
      errors.push(library.error)
    }
  }
  const cause = errors.find((error) => !isMissing(error)) ?? errors.at(-1)
  const error = new Error(`webex-broadworks cannot start: ${explain(platforms, errors)}`, { cause })
  throw Object.assign(error, { code: 'ERR_WEBEX_NATIVE_LIBRARY' })
}

module.exports = load()
