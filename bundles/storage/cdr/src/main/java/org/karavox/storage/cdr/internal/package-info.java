/** Call records in a database. */
package org.karavox.storage.cdr.internal;
