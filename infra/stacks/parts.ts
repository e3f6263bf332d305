import { Annotations, type Stack } from 'aws-cdk-lib/core'
import { type Bundles, sourceOf } from '../bundle.ts'

/** Pairs the functions of a stack with their bundles. A function without a bundle, or a bundle without a function, is left out with a warning. */
export function partsOf(stack: Stack, bundles: Bundles, place: string) {
  const placed = new Set<string>()
  const warn = (name: string, sentence: string) => Annotations.of(stack).addWarningV2(`andon:${name}`, sentence)
  return {
    part<Part>(name: string, make: (name: string) => Part): Part | undefined {
      placed.add(name)
      if (bundles.has(name)) return make(name)
      warn(name, `${sourceOf(name)} is not there, so this plant has no ${name}, nor anything that it would serve.`)
      return undefined
    },
    finish() {
      for (const name of bundles.keys())
        if (!placed.has(name)) warn(name, `Nothing invokes ${sourceOf(name)}: give it its place in ${place}.`)
    },
  }
}
