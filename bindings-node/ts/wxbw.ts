#!/usr/bin/env node

import { native } from './internal/load'

// The command stops cleanly by itself: Node is kept from ending the process under it.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})

native.cli(['wxbw', ...process.argv.slice(2)]).then((code) => process.exit(code))
