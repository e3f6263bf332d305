import type { Plugin } from 'vite'

/** `MiniMapComponent.displayName = 'MiniMap'`: what a component is called in the tools of a React developer. */
const names = /^\w+\.displayName = '\w+';$/gm
/** `const MiniMap = memo(MiniMapComponent)`: it does nothing unless somebody draws it. */
const made = /^(const \w+ = )(?=(?:memo|forwardRef|createContext)\()/gm

/**
 * React Flow without the parts that no screen draws: its mini map, background and resizer. A bundler keeps them, because it cannot know that a name and a call
 * of React at the beginning of a module do nothing else.
 */
export const leanFlow = (): Plugin => ({
  name: 'lean-flow',
  apply: 'build',
  transform: {
    filter: { id: /node_modules[\\/]@xyflow[\\/]react[\\/].*\.m?js$/ },
    handler: (code) => ({ code: code.replace(names, '').replace(made, '$1/* @__PURE__ */ '), map: null }),
  },
})
