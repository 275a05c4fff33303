export interface Credentials {
  /** Takes the same time whatever the password; the hash names its algorithm and parameters. */
  hashPassword(password: string): Promise<string>
  /** With `hash` null (no such user) it does the same work and says no. */
  verifyPassword(password: string, hash: string | null): Promise<boolean>
  /** At least 256 random bits, in URL-safe characters. */
  newToken(): string
}
