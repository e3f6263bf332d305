/** The greys and sizes of the console. There is no colour: nothing is wrong here, but for a name that nobody has. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #dfe2e4; --panel: #eceeef; --raised: #f7f8f8; --line: #c3c9cc; --ink: #1d2428; --ink-2: #4a555b;
  --bad: #b3122a; --bad-ground: #f6dfe1; --pick: #1a5fa5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #171b1e; --panel: #1f2427; --raised: #282e32; --line: #3d464b; --ink: #e4e9eb; --ink-2: #aab5ba;
    --bad: #ff8086; --bad-ground: #42191d; --pick: #6aaef0;
  }
}
* { box-sizing: border-box; margin: 0; }
body {
  font: 400 16px/1.4 "IBM Plex Sans", system-ui, "Segoe UI", sans-serif; color: var(--ink); background: var(--ground);
  min-height: 100vh; display: grid; align-items: center; justify-items: center; padding: 24px;
}
main { width: 100%; max-width: 800px; background: var(--panel); border: 1px solid var(--line); border-radius: 3px; padding: 32px; }
.plant { color: var(--ink-2); margin-bottom: 4px; }
.plant b { color: var(--ink); letter-spacing: .02em; }
.plant span { margin-left: 8px; padding-left: 12px; border-left: 1px solid var(--line); }
h1 { font-size: 30px; line-height: 1.2; font-weight: 600; margin-bottom: 24px; }
h2 { font-size: 16px; font-weight: 600; margin: 24px 0 8px; }
label { display: block; color: var(--ink-2); margin-bottom: 4px; }
.typed { margin-bottom: 24px; }
.typed div { display: flex; gap: 8px; }
input, button { font: inherit; color: var(--ink); border: 1px solid var(--line); border-radius: 3px; background: var(--raised); }
input { flex: 1; min-width: 0; height: 48px; padding: 0 12px; border-color: var(--ink-2); }
button { min-height: 48px; padding: 0 20px; font-weight: 600; cursor: pointer; }
button:hover { border-color: var(--ink); }
:focus-visible { outline: 3px solid var(--pick); outline-offset: 1px; }
.primary { width: 100%; min-height: 72px; font-size: 22px; background: var(--ink); color: var(--raised); border-color: var(--ink); }
.expected .note { margin: 8px 0 24px; }
.ended { margin-bottom: 16px; }
.people { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; }
.person {
  display: grid; grid-template-columns: 1fr auto; gap: 0 12px; align-content: center; text-align: left;
  min-height: 72px; padding: 8px 16px; font-weight: 400;
}
.name { font-size: 18px; font-weight: 600; }
.role { color: var(--ink-2); font-size: 14px; align-self: center; }
.work { grid-column: 1 / -1; color: var(--ink-2); }
.note { color: var(--ink-2); margin-top: 24px; }
.fault { background: var(--bad-ground); border: 1px solid var(--bad); border-radius: 3px; padding: 12px 16px; margin-bottom: 24px; overflow-wrap: anywhere; }
@media (max-width: 640px) {
  body { padding: 0; align-items: start; background: var(--panel); }
  main { border: 0; padding: 24px 16px; }
  .people { grid-template-columns: 1fr; }
  .primary { font-size: 19px; padding: 0 8px; }
}
`
