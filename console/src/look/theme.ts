export type Theme = 'light' | 'dark'

const chosen = 'andon.theme'

export function preferredTheme(): Theme {
  const kept = localStorage.getItem(chosen)
  if (kept === 'light' || kept === 'dark') return kept
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

export function wear(theme: Theme): void {
  document.documentElement.dataset.theme = theme
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(chosen, theme)
  wear(theme)
}
