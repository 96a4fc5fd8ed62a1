// Lays out what is published: the package itself, and one for each platform whose library stands in
// bindings-node, with its bill of materials where there is one (native.PLATFORM.cdx.json).
//
//     node bindings-node/npm/layout.mjs [--out dist/npm] [--all]
//
// With --all it fails where the library of a platform is missing.

import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { workspaceVersion } from './version.mjs'

const { parseTriple } = createRequire(import.meta.url)('@napi-rs/cli')
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const SOURCE = join(ROOT, 'bindings-node')
const LIBC = { gnu: ['glibc'], musl: ['musl'] }

const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: join(ROOT, 'dist', 'npm') },
    all: { type: 'boolean' },
  },
})
const {
  devDependencies: _dev,
  files,
  napi,
  private: _private,
  scripts: _scripts,
  ...shared
} = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const { author, description, engines, homepage, license, name, type } = shared
const version = workspaceVersion()
// npm compares the repository with where a package with provenance was built.
const builtFrom = process.env.GITHUB_REPOSITORY
const repository = builtFrom
  ? { ...shared.repository, url: `git+https://github.com/${builtFrom}.git` }
  : shared.repository
const BUNDLED = 'THIRD_PARTY_LICENSES.txt'

/** Makes the folder of a package, with what every package has. */
function newFolder(packageJson) {
  const folder = join(options.out, packageJson.name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packageJson, null, 2)}\n`)
  copyFileSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'))
  return folder
}

/** Lays out the package of a platform; false where its library was not built. */
function layOutPlatform({ abi, arch, platform, platformArchABI }) {
  const library = `native.${platformArchABI}.node`
  if (!existsSync(join(SOURCE, library))) return false
  const folder = newFolder({
    name: `${name}-${platformArchABI}`,
    version,
    description: `${description}: its library for ${platformArchABI}`,
    license,
    author,
    homepage,
    repository,
    engines,
    type,
    os: [platform],
    cpu: [arch],
    ...(platform === 'linux' && { libc: LIBC[abi] }),
    main: library,
    files: [library, BUNDLED, 'sbom.cdx.json'],
  })
  copyFileSync(join(SOURCE, library), join(folder, library))
  copyFileSync(join(ROOT, BUNDLED), join(folder, BUNDLED))
  const materials = join(SOURCE, `native.${platformArchABI}.cdx.json`)
  if (existsSync(materials)) copyFileSync(materials, join(folder, 'sbom.cdx.json'))
  const readme = `The library of [${name}](https://www.npmjs.com/package/${name}) for ${platformArchABI}.\n`
  writeFileSync(join(folder, 'README.md'), readme)
  return true
}

/** Lays out the package itself, which depends on those of all platforms. */
function layOutMain(platforms) {
  const optionalDependencies = Object.fromEntries(
    platforms.map(({ platformArchABI }) => [`${name}-${platformArchABI}`, version]),
  )
  const withoutLibraries = files.filter((pattern) => !pattern.endsWith('.node'))
  const folder = newFolder({
    ...shared,
    version,
    repository,
    files: withoutLibraries,
    optionalDependencies,
  })
  copyFileSync(join(ROOT, 'CHANGELOG.md'), join(folder, 'CHANGELOG.md'))
  copyFileSync(join(ROOT, 'release', 'registry-readme.md'), join(folder, 'README.md'))
  // The declarations of what is internal describe nothing that a consumer can import.
  const isPublished = (path) => !/[\\/]internal[\\/].*\.d\.ts$/.test(path)
  cpSync(join(SOURCE, 'dist'), join(folder, 'bindings-node', 'dist'), {
    recursive: true,
    filter: isPublished,
  })
}

rmSync(options.out, { recursive: true, force: true })
const platforms = napi.targets.map(parseTriple)
layOutMain(platforms)
const missing = platforms.filter((platform) => !layOutPlatform(platform))
for (const { platformArchABI } of missing) console.error(`not built: ${platformArchABI}`)
if (options.all && missing.length > 0) process.exitCode = 1
