export { CallList } from './call-list.tsx'
export { PullCord } from './pull-cord.tsx'
