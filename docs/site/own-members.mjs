// A TypeDoc plugin: a class shows its own members, not those that it inherits from its parent.

import { Converter, ReflectionKind } from 'typedoc'

export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const reflection of project.getReflectionsByKind(ReflectionKind.All))
      if (reflection.inheritedFrom) project.removeReflection(reflection)
  })
}
