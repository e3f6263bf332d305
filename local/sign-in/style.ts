import { look } from '../../docs/pages/look.ts'

/** The look of the console. There is no colour: nothing is wrong here, but for a name that nobody has. */
export const style = `
${look}
* { box-sizing: border-box; margin: 0; }
body {
  font: 400 var(--body)/1.4 var(--sans); color: var(--ink); background: var(--ground);
  min-height: 100vh; display: grid; grid-template-columns: minmax(0, 1fr); align-items: center; justify-items: center; padding: 24px;
}
main { width: 100%; max-width: 800px; background: var(--panel); border: 1px solid var(--line); border-radius: var(--radius); padding: 32px; }
.plant { color: var(--ink-2); margin-bottom: 4px; }
.plant b { color: var(--ink); letter-spacing: .02em; }
.plant span { margin-left: 8px; padding-left: 12px; border-left: 1px solid var(--line); }
h1 { font-size: 30px; line-height: 1.2; font-weight: 600; margin-bottom: 24px; }
h2 { font-size: 16px; font-weight: 600; margin: 24px 0 8px; }
label { display: block; color: var(--ink-2); margin-bottom: 4px; }
.typed { margin-bottom: 24px; }
.typed div { display: flex; gap: 8px; }
input, button { font: inherit; color: var(--ink); border: 1px solid var(--line); border-radius: var(--radius); background: var(--raised); }
input { flex: 1; min-width: 0; height: 48px; padding: 0 12px; border-color: var(--ink-2); }
button { min-height: 48px; padding: 0 20px; font-weight: 600; cursor: pointer; }
button:hover { border-color: var(--ink); }
:focus-visible { outline: 3px solid var(--pick); outline-offset: 1px; }
.primary { width: 100%; min-height: 72px; font-size: 22px; background: var(--ink); color: var(--raised); border-color: var(--ink); }
.expected .note { margin: 8px 0 24px; }
.ended { margin-bottom: 16px; }
.people { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px; }
.person {
  display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 12px; align-content: center; text-align: left;
  min-height: 72px; padding: 8px 16px; font-weight: 400;
}
.name { font-size: 18px; font-weight: 600; }
.role { color: var(--ink-2); font-size: 14px; align-self: center; }
.work { grid-column: 1 / -1; color: var(--ink-2); }
.note { color: var(--ink-2); margin-top: 24px; }
.fault { background: var(--bad-ground); border-left: 6px solid var(--bad); padding: 12px 16px; margin-bottom: 24px; overflow-wrap: anywhere; }
@media (max-width: 640px) {
  body { padding: 0; align-items: start; background: var(--panel); }
  main { border: 0; padding: 24px 16px; }
  .people { grid-template-columns: minmax(0, 1fr); }
  .primary { font-size: 19px; padding: 0 8px; }
}
`
