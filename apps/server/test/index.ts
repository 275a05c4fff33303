export { addPerson, type Person, registerAdmin } from './people.ts'
export { startServer, type TestServer } from './start-server.ts'
