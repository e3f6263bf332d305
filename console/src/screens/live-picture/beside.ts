export { CallSigns } from '../calls/call-sign.tsx'
export { Needs } from './needs.tsx'
