import type { Site } from './site.ts'

export const lyon: Site = {
  site: 'lyon',
  kind: 'process',
  timeZone: 'Europe/Paris',
  shifts: [
    { shiftId: 'early', from: '06:00', to: '14:00' },
    { shiftId: 'late', from: '14:00', to: '22:00' },
    { shiftId: 'night', from: '22:00', to: '06:00' },
  ],
  // GS1 keeps the prefix 952 for demonstrations and examples.
  gs1CompanyPrefix: '9521234',
  region: 'eu-west-3',
  alarmEmail: 'andon-alarms@lyon.example',
  noticeEmail: 'quality@lyon.example',
  customerManagedKey: true,
}
