// Writes the entries for ES modules, which re-export what `tsc` built, so that classes are the same from both:
//
//     node bindings-node/npm/esm.mjs

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const DIST = fileURLToPath(new URL('../dist/', import.meta.url))

const ENTRIES = ['index', 'testing']

const declarations = ENTRIES.map((entry) => join(DIST, `${entry}.d.ts`))
const program = ts.createProgram(declarations, { module: ts.ModuleKind.NodeNext, types: ['node'] })
const checker = program.getTypeChecker()

/** Whether an exported symbol is a value, and not exported as a type. */
function isValue(symbol) {
  const [declaration] = symbol.declarations
  if (ts.isTypeOnlyImportOrExportDeclaration(declaration)) return false
  const isAlias = symbol.flags & ts.SymbolFlags.Alias
  return Boolean((isAlias ? checker.getAliasedSymbol(symbol) : symbol).flags & ts.SymbolFlags.Value)
}

// Named one by one: `export *` would also export `__esModule`.
for (const [place, entry] of ENTRIES.entries()) {
  const module = checker.getSymbolAtLocation(program.getSourceFile(declarations[place]))
  const values = checker.getExportsOfModule(module).filter(isValue)
  const names = values.map(({ name }) => name).sort()
  writeFileSync(join(DIST, `${entry}.mjs`), `export { ${names.join(', ')} } from './${entry}.js'\n`)
  writeFileSync(join(DIST, `${entry}.d.mts`), `export * from './${entry}.js'\n`)
}
