export { freshDatabase } from './fresh-database.ts'
export type { TestDatabase } from './fresh-database.ts'
