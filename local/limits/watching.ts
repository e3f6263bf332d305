import { type Limit, like, noLonger, oneOf, sizeOf, textOf } from './limit.ts'

const alarm = 'AWS::CloudWatch::Alarm'

interface Query {
  readonly Id: string
  readonly Expression?: unknown
  readonly ReturnData?: boolean
  readonly MetricStat?: { readonly Period?: number }
}

interface Widget {
  readonly type: string
  readonly x?: number
  readonly width?: number
  readonly properties?: { readonly alarms?: readonly unknown[]; readonly metrics?: readonly unknown[] }
}

const day = 86_400
const isPeriod = (seconds: number) => [10, 20, 30].includes(seconds) || (seconds >= 60 && seconds % 60 === 0)

/** API references of PutMetricAlarm, PutDashboard ("Dashboard body structure") and PutRetentionPolicy. */
export const watchingLimits: readonly Limit[] = [
  noLonger(alarm, 'AlarmName', 255),
  noLonger(alarm, 'AlarmDescription', 1024),
  {
    type: alarm,
    broken: ({ AlarmActions, OKActions, InsufficientDataActions }) =>
      [AlarmActions, OKActions, InsufficientDataActions].some(
        (actions) => Array.isArray(actions) && actions.length > 5,
      ) && 'has more than 5 actions for one state.',
  },
  {
    type: alarm,
    broken: ({ Period, Metrics, EvaluationPeriods = 1, DatapointsToAlarm = EvaluationPeriods }) => {
      const queries = (Metrics ?? []) as readonly Query[]
      const periods = [Period, ...queries.map(({ MetricStat }) => MetricStat?.Period)].filter((it) => it !== undefined)
      const wrong = periods.map(Number).find((period) => !isPeriod(period))
      if (wrong !== undefined) return `has a period of ${wrong} s; CloudWatch takes 10, 20, 30 and multiples of 60.`
      const longest = Math.max(0, ...periods.map(Number))
      const most = longest < 3600 ? day : 7 * day
      if (longest * Number(EvaluationPeriods) > most)
        return `looks back ${longest * Number(EvaluationPeriods)} s; with periods of ${longest} s, CloudWatch looks back ${most} s at most.`
      return Number(DatapointsToAlarm) > Number(EvaluationPeriods) && 'wants more data points than it has periods.'
    },
  },
  {
    type: alarm,
    broken: ({ Metrics }) => {
      const queries = (Metrics ?? []) as readonly Query[]
      if (queries.length === 0) return undefined
      const metrics = queries.filter(({ MetricStat }) => MetricStat !== undefined)
      if (metrics.length > 10) return `computes with ${metrics.length} metrics; CloudWatch takes 10.`
      const wrong = queries.find(({ Id }) => !/^[a-z]\w*$/.test(Id))
      if (wrong) return `has a metric with the id ${wrong.Id}; an id begins with a small letter.`
      const watched = queries.filter(({ ReturnData }) => ReturnData !== false)
      return watched.length !== 1 && `watches ${watched.length} of its metrics; all but one need ReturnData: false.`
    },
  },
  like('AWS::CloudWatch::Dashboard', 'DashboardName', /^[\w-]{1,255}$/, '1 to 255 letters, digits, _ and -'),
  {
    type: 'AWS::CloudWatch::Dashboard',
    broken: ({ DashboardBody }) => {
      const text = textOf(DashboardBody)
      if (text === '') return undefined
      const widgets = widgetsOf(text)
      if (widgets === undefined) return 'has a body that is no JSON.'
      if (widgets.length > 500) return `has ${widgets.length} widgets; a dashboard takes 500.`
      const wide = widgets.find(({ x = 0, width = 6 }) => x + width > 24 || width < 1)
      if (wide) return `has a widget that ends at column ${(wide.x ?? 0) + (wide.width ?? 6)}; a dashboard has 24.`
      const alarms = Math.max(0, ...widgets.map(({ properties }) => properties?.alarms?.length ?? 0))
      if (alarms > 100) return `has a widget of ${alarms} alarms; CloudWatch takes 100.`
      const counts = widgets.map(({ properties }) => properties?.metrics?.length ?? 0)
      if (Math.max(0, ...counts) > 500) return `has a widget of ${Math.max(...counts)} metrics; CloudWatch takes 500.`
      const all = counts.reduce((sum, count) => sum + count, 0)
      return all > 2500 && `has ${all} metrics; a dashboard takes 2,500.`
    },
  },
  oneOf(
    'AWS::Logs::LogGroup',
    'RetentionInDays',
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
  ),
  like('AWS::Logs::LogGroup', 'LogGroupName', /^[.\-_/#A-Za-z0-9]{1,512}$/, '1 to 512 letters, digits, and . - _ / #'),
  {
    // CloudWatch Logs quotas: size of a resource policy.
    type: 'AWS::Logs::ResourcePolicy',
    broken: ({ PolicyDocument }) => sizeOf(PolicyDocument) > 5120 && 'has a document of more than 5,120 characters.',
  },
]

function widgetsOf(text: string): readonly Widget[] | undefined {
  try {
    return (JSON.parse(text) as { readonly widgets?: Widget[] }).widgets ?? []
  } catch {
    return undefined
  }
}
