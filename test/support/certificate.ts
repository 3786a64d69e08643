/** A certificate that only one test run trusts, made by openssl. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface CertificateFiles {
  /** Path of the certificate (PEM). */
  readonly cert: string
  /** Path of its private key (PEM). */
  readonly key: string
  remove(): void
}

/** Makes both files, for a name. Throws where openssl is missing. */
export function makeCertificate(name = 'localhost'): CertificateFiles {
  const folder = mkdtempSync(join(tmpdir(), 'mudstream-certificate-'))
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`]
  const made = ['-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert]
  try {
    execFileSync('openssl', ['req', '-x509', ...made, ...subject], { stdio: 'ignore' })
  } catch (error) {
    remove()
    throw error
  }
  return { cert, key, remove }
}
