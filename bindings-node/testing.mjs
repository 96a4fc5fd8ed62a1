import testing from './testing.cjs'

export const { Sandbox, ScriptedServer } = testing
