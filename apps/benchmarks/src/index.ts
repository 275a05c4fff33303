export { benchIngest, type IngestOptions } from './ingest/bench-ingest.ts'
export { profileIngest } from './ingest/profile-ingest.ts'
