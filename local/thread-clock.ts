/** By how much the clock of the plant is ahead of that of the machine: ./clock.ts. */
export const secondsAhead = (shared: SharedArrayBuffer): number => Atomics.load(new Int32Array(shared), 0)

/** Makes the time of this thread that of the plant. What a function was built from reads the time by `Date` alone. */
export function goByClock(shared: SharedArrayBuffer): void {
  const machine = Date
  const now = () => machine.now() + secondsAhead(shared) * 1000
  globalThis.Date = new Proxy(machine, {
    construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [now()] : given, made),
    apply: () => new machine(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  })
}
