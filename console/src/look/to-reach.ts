interface Watching {
  readonly parameterId: string
}

interface Timer {
  readonly while?: Watching | undefined
  readonly outside?: Watching | undefined
  readonly until?: Watching | undefined
}

/** Whether the limits of a parameter are what its step is to reach: what lies outside of them before is drawn as no fault. The plant judges. */
export function isToReach(
  { timers }: { readonly timers: readonly Timer[] },
  { parameterId, policy }: { readonly parameterId: string; readonly policy: string },
): boolean {
  const watching = timers.filter((it) => (it.while ?? it.until ?? it.outside)?.parameterId === parameterId)
  return policy === 'off' && watching.length > 0 && watching.every(({ until }) => until !== undefined)
}
