#!/usr/bin/env node
'use strict'

const { cli } = require('./load.cjs')

// The command stops cleanly by itself: Node is kept from ending the process under it.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})

cli(['wxbw', ...process.argv.slice(2)]).then((code) => process.exit(code))
