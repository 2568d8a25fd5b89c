export abstract class Log {
  abstract error(fields: object, sentence: string): void;
  abstract warn(fields: object, sentence: string): void;
  abstract info(fields: object, sentence?: string): void;
}
