import type { Site } from './site.ts'

export const cork: Site = {
  site: 'cork',
  kind: 'discrete',
  timeZone: 'Europe/Dublin',
  shifts: [
    { shiftId: 'day', from: '07:00', to: '15:30' },
    { shiftId: 'evening', from: '15:30', to: '00:00' },
  ],
  region: 'eu-west-1',
  // 40 cells that send five requests a second while they hold a piece.
  requestsPerSecond: 200,
}
