export { createSimulatorControl, type SimulatorControl } from './control/simulator-control.ts'
export { type RunningSimulator, type SimulatorOptions, startSimulator } from './start-simulator.ts'
export { metaJson } from './webhooks/meta-json.ts'
export { signWebhook } from './webhooks/sign-webhook.ts'
