/** The log of the process, as the parts of a request need it: fields first, then a sentence. */
export abstract class Log {
  abstract error(fields: object, sentence: string): void;
  abstract warn(fields: object, sentence: string): void;
  abstract info(fields: object, sentence?: string): void;
}
