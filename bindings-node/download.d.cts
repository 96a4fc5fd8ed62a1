/**
 * The file of a billing report, before its download. It sends nothing until you call a method, and each
 * call downloads the file again. It isn't a promise: call a method.
 *
 * The methods throw the errors that `billingReports.download` lists. No error shows the link, which is a
 * secret.
 */
export class BillingReportDownload {
  private constructor()
  /**
   * Downloads the report to a file. The file is written under another name in the same folder, and
   * renamed when it is complete. Until then, and after an error, a file at `path` stays as it is.
   *
   * @param path The file to write. An existing file is replaced.
   * @returns The size of the file in bytes.
   * @throws InvalidArgumentError: The file can't be written.
   */
  save(path: string): Promise<number>
  /** Downloads the report into memory, as Webex sent it: CSV. */
  bytes(): Promise<Buffer>
  /** Downloads the report into memory, as text. */
  text(): Promise<string>
}
