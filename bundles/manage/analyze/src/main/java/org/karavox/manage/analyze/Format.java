package org.karavox.manage.analyze;

import java.io.IOException;
import java.io.OutputStream;

/** How the result of an analysis is printed. */
enum Format {
    /** Aligned columns for people. */
    TABLE,
    /** One JSON object. */
    JSON,
    /** One line per call, RFC 4180. */
    CSV;

    /** Prints {@code result} and flushes. */
    void print(Result result, OutputStream out) throws IOException {
        try (Utf8Output text = new Utf8Output(out)) {
            switch (this) {
                case JSON:
                    new JsonFormat(text).print(result);
                    break;
                case CSV:
                    new CsvFormat(text).print(result);
                    break;
                default:
                    new TableFormat(text).print(result);
                    break;
            }
        }
    }
}
