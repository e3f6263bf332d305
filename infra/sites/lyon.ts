import type { Site } from './site.ts'

export const lyon: Site = {
  site: 'lyon',
  kind: 'process',
  timeZone: 'Europe/Paris',
  region: 'eu-west-3',
  alarmEmail: 'andon-alarms@lyon.example',
  noticeEmail: 'quality@lyon.example',
  customerManagedKey: true,
}
