export { benchDeliver, type DeliverOptions } from './deliver/bench-deliver.ts'
export { benchIngest, type IngestOptions } from './ingest/bench-ingest.ts'
export { profileIngest } from './ingest/profile-ingest.ts'
export { benchRead, type ReadOptions } from './read/bench-read.ts'
