/** Queue of finished calls on disk, in front of the stores. */
package org.karavox.storage.queue.internal;
