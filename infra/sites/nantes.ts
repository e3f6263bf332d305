import type { Site } from './site.ts'

/** Bread around the clock: a line that counts pieces and never closes but for maintenance and holidays. */
export const nantes: Site = {
  site: 'nantes',
  kind: 'process',
  timeZone: 'Europe/Paris',
  shifts: [
    { shiftId: 'morning', from: '05:00', to: '13:00' },
    { shiftId: 'afternoon', from: '13:00', to: '21:00' },
    { shiftId: 'night', from: '21:00', to: '05:00' },
  ],
  region: 'eu-west-3',
}
