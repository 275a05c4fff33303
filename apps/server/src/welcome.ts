import type { RunningServer } from './run-server.ts'

/** What a person reads after the start. */
export const welcome = ({ url, simulatorUrl, embeddedPostgres }: RunningServer): string =>
  [
    '',
    `  Boztell is up at ${url}`,
    `  API reference    ${url}/docs`,
    ...(simulatorUrl === null ? [] : [`  Customer's phone ${simulatorUrl}   (WhatsApp is simulated)`]),
    ...(embeddedPostgres ? ['  Database         a PostgreSQL of its own; set DATABASE_URL to use yours'] : []),
    '',
    '  Try next:',
    '',
    '  1. Become the admin; the answer has your token:',
    `     curl ${url}/auth/register -H 'Content-Type: application/json' \\`,
    `       -d '{"name":"Sari","email":"sari@example.com","password":"a long password"}'`,
    ...(simulatorUrl === null
      ? []
      : [
          '  2. Let a customer write:',
          '     npx -y pnpm@12 simulate message --from +6281234567890 --text "Halo"',
          '  3. See the room:',
        ]),
    ...(simulatorUrl === null ? [] : [`     curl ${url}/rooms -H 'Authorization: Bearer <token>'`]),
    '',
    '  Ctrl-C stops it.',
    '',
  ].join('\n')
