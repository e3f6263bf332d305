import { readFileSync } from 'node:fs'

/** The look of the console for pages that stand without it: its greys, sizes and letters in one style that needs no second request. */

const root = new URL('../../', import.meta.url)

/** These pages have no script that would choose: they are dark where the browser prefers it. */
const tokens = readFileSync(new URL('console/src/look/tokens.css', root), 'utf8').replace(
  /:root\[data-theme="dark"\] (\{[^}]*\})/,
  '@media (prefers-color-scheme: dark) {\n:root $1\n}',
)

/** A letter outside of Latin 1 is drawn in a font of the machine. */
function face(family: string, weight: number): string {
  const font = family.toLowerCase().replaceAll(' ', '-')
  const file = readFileSync(
    new URL(`node_modules/@fontsource/${font}/files/${font}-latin-${weight}-normal.woff2`, root),
  )
  return `@font-face {
font-family: "${family}";
font-weight: ${weight};
src: url(data:font/woff2;base64,${file.toString('base64')}) format("woff2");
}
`
}

export const look = `${face('IBM Plex Sans', 400)}${face('IBM Plex Sans', 600)}${face('IBM Plex Mono', 400)}${tokens}`
