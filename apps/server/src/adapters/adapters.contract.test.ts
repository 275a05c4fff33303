import { clockContract, credentialsContract, digestContract, idSourceContract } from '@boztell/testing'
import { createArgon2Credentials } from './argon2-credentials.ts'
import { sha256Digest } from './sha256-digest.ts'
import { systemClock } from './system-clock.ts'
import { createUuidIdSource } from './uuid-id-source.ts'

clockContract('system', async () => systemClock)
digestContract('node', async () => sha256Digest)
idSourceContract('uuid', async () => createUuidIdSource())
credentialsContract('argon2', async () => createArgon2Credentials())
